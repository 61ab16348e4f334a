/* ` enum reason { // ONE_* */
#define ONE_a 0
struct pair {
    int a;
};
#define ONE_b 1
/* ` } */
