/* ` enum reason { // ONE_* */
#define ONE_again 11
#define ONE_block 11
/* ` } */
