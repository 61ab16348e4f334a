/* ` enum reason { */
#define ONE_a 0
/* ` } */
/* ` enum reason { */
#define TWO_a 0
/* ` } */
