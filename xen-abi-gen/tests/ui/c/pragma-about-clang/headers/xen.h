#define XEN_A 1
#pragma clang __debug parser_crash
_Pragma("clang __debug crash")
