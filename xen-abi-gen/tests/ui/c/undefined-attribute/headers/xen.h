struct wire {
    unsigned char tag;
    struct {
        unsigned char a;
        unsigned int b;
    } TIGHT;
} PACKED;
enum e { E_A } u;
