struct pair {
    unsigned int a
    unsigned int b;
};
