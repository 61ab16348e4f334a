/* ` enum reason { // => struct one_* */
#define ONE_a 0
/* ` } */
