/* ` enum sched_reason { */
#define REASON_poweroff 0
/* ` } */
#define OTHER 1
/* ` } */
