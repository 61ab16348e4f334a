/* ` enum sched_reason { */
#define REASON_poweroff 0
#define REASON_reboot 1
