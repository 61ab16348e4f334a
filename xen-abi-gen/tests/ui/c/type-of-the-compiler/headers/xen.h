struct odd {
    __builtin_va_list a;
};
