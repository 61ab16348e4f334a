/* ` enum reason { ONE_* */
#define ONE_a 0
/* ` } */
