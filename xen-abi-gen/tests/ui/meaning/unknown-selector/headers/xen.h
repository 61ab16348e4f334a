#define ONE_a 0
struct pair {
    unsigned int which; /* IN: which */
    union {
        int a; /* ONE_a: one */
        int b; /* ONE_bb: two */
    } u; /* IN: the rest; => by which */
};
