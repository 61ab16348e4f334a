#ifndef ODD_H
#define ODD_H
struct pair {
    uint33_t a;
};
#endif
/* ` enum reason { // ONE_* -> struct one_* */
