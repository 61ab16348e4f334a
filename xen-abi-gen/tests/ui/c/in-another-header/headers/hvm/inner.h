struct inner {
    int a;
};
typedef int odd_t;
