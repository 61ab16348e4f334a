/* Loads a libclang as the generator does, and prints its version or the error. */
#include <dlfcn.h>
#include <stdio.h>

struct string {
    const void *data;
    unsigned flags;
};

int main(int argc, char **argv)
{
    void *library;
    struct string (*version)(void);
    const char *(*text)(struct string);

    if (argc != 2) {
        fputs("usage: libclang-probe FILE\n", stderr);
        return 2;
    }
    library = dlopen(argv[1], RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    /* ISO C has no cast from an object to a function pointer; POSIX allows this form. */
    *(void **)&version = dlsym(library, "clang_getClangVersion");
    *(void **)&text = dlsym(library, "clang_getCString");
    if (!version || !text) {
        fprintf(stderr, "%s: not a libclang\n", argv[1]);
        return 1;
    }
    puts(text(version()));
    return 0;
}
