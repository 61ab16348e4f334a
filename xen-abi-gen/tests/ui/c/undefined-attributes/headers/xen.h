struct first {
    char text[4] __odd_text;
    int a;
} ODD_PACKED;
struct second {
    char b;
    int c;
} ODD_PACKED;
typedef struct second second_t ODD_NOTE;
typedef struct {
    char d;
} __odd_size third_t;
struct fourth {
    int e f;
};
