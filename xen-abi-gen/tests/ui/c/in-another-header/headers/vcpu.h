struct vcpu {
    struct inner a;
    odd_t b;
    other_t c;
};
