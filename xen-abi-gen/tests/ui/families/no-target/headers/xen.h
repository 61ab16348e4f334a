/* ` enum reason { // ONE_* => one_* */
#define ONE_a 0
/* ` } */
