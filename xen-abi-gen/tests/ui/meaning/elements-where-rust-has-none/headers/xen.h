struct tail {
    unsigned char n;
    unsigned int of[];
} __attribute__((packed, aligned(2)));
