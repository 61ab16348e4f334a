struct odd {
    float __attribute__((vector_size(16))) a;
};
