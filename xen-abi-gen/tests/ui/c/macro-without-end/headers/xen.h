#define XEN_A 1 + 1
#define XEN_B XEN_A + XEN_A
#define XEN_C XEN_B + XEN_B + XEN_B + XEN_B
#define XEN_D XEN_C + XEN_C + XEN_C + XEN_C
#define XEN_E XEN_D + XEN_D + XEN_D + XEN_D
#define XEN_F XEN_E + XEN_E + XEN_E + XEN_E
#define XEN_G XEN_F + XEN_F + XEN_F + XEN_F
#define XEN_H XEN_G + XEN_G + XEN_G + XEN_G
#define XEN_I XEN_H + XEN_H + XEN_H + XEN_H
