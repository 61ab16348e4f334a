/* ` enum reason { // ONE_* -> struct one_* */
#define ONE_a 0
/* ` } */
