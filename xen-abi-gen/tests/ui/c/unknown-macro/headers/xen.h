struct pair {
    ODD_HANDLE(int) a;
    ODD_HANDLE(int) b;
};
FILE_LICENCE ( MIT );
struct two {
    uint33_t a, b;
};
uint33_t c;
