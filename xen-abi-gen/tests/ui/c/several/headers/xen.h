/* ` enum reason { // ONE_* -> struct one_* */
struct pair {
    int a
    int b;
};
