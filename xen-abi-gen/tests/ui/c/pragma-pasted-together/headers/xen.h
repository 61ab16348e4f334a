#define JOIN(a, b) a##b
JOIN(_Pra, gma)("clang __debug crash")
int a;
