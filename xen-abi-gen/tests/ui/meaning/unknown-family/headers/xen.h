/* ` enum reason { // ONE_* */
#define ONE_a 0
/* ` } */
struct pair {
    unsigned int a; /* IN: the first; => enum raeson */
};
