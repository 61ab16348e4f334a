struct pair {
    uint33_t a;
};
