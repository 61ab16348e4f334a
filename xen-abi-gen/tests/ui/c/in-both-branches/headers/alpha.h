struct pair {
    odd_t a;
    even_t b;
    wide_t c;
    most_t d;
};
