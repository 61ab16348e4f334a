#define NOTE(words) _Pragma(#words)
NOTE(clang __debug crash)
