/* ` enum first { // ONE_* */
#define ONE_a 0
/* ` enum second { // TWO_* */
#define TWO_a 0
#define ONE_b 1
/* ` } */
