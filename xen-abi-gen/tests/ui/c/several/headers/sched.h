struct one {
    uint33_t a;
};

struct two {
    uint34_t b;
};
