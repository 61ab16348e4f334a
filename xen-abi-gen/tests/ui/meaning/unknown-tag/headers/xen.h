struct pair {
    unsigned int which; /* IN: which */
    union {
        int a; /* ONE_a: one */
    } u; /* IN: the rest; => by wich */
};
