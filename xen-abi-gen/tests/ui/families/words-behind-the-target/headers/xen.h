/* ` enum reason { // ONE_* => struct one_* or so */
#define ONE_a 0
/* ` } */
