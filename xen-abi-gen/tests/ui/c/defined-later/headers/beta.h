#define ODD_DECLARE(name) typedef struct name *handle_of_ ## name
