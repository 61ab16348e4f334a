/* ` enum evtchn_reason { // EVTCHN_* */
#define EVTCHN_a 0
#define EVTCHM_b 1
/* ` } */
