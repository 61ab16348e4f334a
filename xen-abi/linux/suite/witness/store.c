/*
 * Performs requests to xenstore with libxenstore, one for each line of input, and prints the
 * answers.
 *
 * store SOCKET|DEVICE: a line has words: `other` before the word of a request makes it outside of
 * the transaction. A value or an answer is in hexadecimal. A refusal is `!` and the number of the
 * error. Events of watches follow the answer, sorted, after `@`.
 *
 * The static library has no thread that reads, and closes a connection that gets an event where it
 * expects an answer. So watches have a connection of their own: after each request, the other one
 * writes to a node that is watched too, whose event comes after those of the request.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenstore.h>

#define SENTINEL "/sentinel"

static struct xs_handle *xs, *watches;
static xs_transaction_t transaction;

static void hex(const void *from, size_t size)
{
    const unsigned char *byte = from;

    for ( size_t i = 0; i < size; i++ )
        printf("%02x", byte[i]);
}

static void done(bool good)
{
    if ( good )
        printf("ok");
    else
        printf("!%d", errno);
}

static void read_value(xs_transaction_t t, const char *path)
{
    unsigned int size;
    void *value = xs_read(xs, t, path, &size);

    if ( !value )
        return done(false);
    hex(value, size);
    free(value);
}

static void list(xs_transaction_t t, const char *path)
{
    unsigned int count;
    char **names = xs_directory(xs, t, path, &count);

    if ( !names )
        return done(false);
    printf("[");
    for ( unsigned int i = 0; i < count; i++ )
        printf("%s%s", i ? " " : "", names[i]);
    printf("]");
    free(names);
}

static void permissions(xs_transaction_t t, const char *path)
{
    unsigned int count;
    struct xs_permissions *all = xs_get_permissions(xs, t, path, &count);

    if ( !all )
        return done(false);
    printf("[");
    for ( unsigned int i = 0; i < count; i++ )
        printf("%s%c%u", i ? " " : "",
               "nrwb"[all[i].perms & (XS_PERM_READ | XS_PERM_WRITE)], all[i].id);
    printf("]");
    free(all);
}

static void set_permissions(xs_transaction_t t, const char *path)
{
    struct xs_permissions all[8];
    unsigned int count = 0;

    for ( char *word; count < 8 && (word = strtok(NULL, " ")); count++ )
    {
        all[count].id = strtoul(word + 1, NULL, 10);
        all[count].perms = strchr("nrwb", word[0]) - "nrwb";
    }
    done(xs_set_permissions(xs, t, path, all, count));
}

static void write_value(xs_transaction_t t, const char *path, const char *text)
{
    char value[4096];
    size_t size = strlen(text) / 2;

    for ( size_t i = 0; i < size; i++ )
    {
        unsigned int byte;

        sscanf(text + 2 * i, "%2x", &byte);
        value[i] = byte;
    }
    done(xs_write(xs, t, path, value, size));
}

static int by_text(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static void events(void)
{
    char *all[256];
    unsigned int count = 0, number;
    char **event;

    xs_write(xs, XBT_NULL, SENTINEL, "", 0);
    while ( count < 256 && (event = xs_read_watch(watches, &number)) )
    {
        bool is_last = !strcmp(event[XS_WATCH_PATH], SENTINEL);
        size_t size = strlen(event[0]) + strlen(event[1]) + 2;

        if ( !is_last )
        {
            all[count] = malloc(size);
            snprintf(all[count++], size, "%s:%s", event[XS_WATCH_PATH], event[XS_WATCH_TOKEN]);
        }
        free(event);
        if ( is_last )
            break;
    }
    qsort(all, count, sizeof(all[0]), by_text);
    for ( unsigned int i = 0; i < count; i++ )
    {
        printf(" @%s", all[i]);
        free(all[i]);
    }
}

static void request(char *word)
{
    xs_transaction_t t = transaction;

    if ( !strcmp(word, "other") )
    {
        t = XBT_NULL;
        word = strtok(NULL, " ");
    }
    if ( !strcmp(word, "begin") )
        return done((transaction = xs_transaction_start(xs)) != XBT_NULL);
    if ( !strcmp(word, "commit") || !strcmp(word, "abort") )
    {
        transaction = XBT_NULL;
        return done(xs_transaction_end(xs, t, word[0] == 'a'));
    }
    char *path = strtok(NULL, " "), *text = NULL;

    if ( !strcmp(word, "read") )
        read_value(t, path);
    else if ( !strcmp(word, "list") )
        list(t, path);
    else if ( !strcmp(word, "permissions") )
        permissions(t, path);
    else if ( !strcmp(word, "set") )
        set_permissions(t, path);
    else if ( !strcmp(word, "make") )
        done(xs_mkdir(xs, t, path));
    else if ( !strcmp(word, "remove") )
        done(xs_rm(xs, t, path));
    else if ( !strcmp(word, "write") )
        write_value(t, path, (text = strtok(NULL, " ")) ? text : "");
    else if ( !strcmp(word, "watch") )
        done(xs_watch(watches, path, strtok(NULL, " ")));
    else if ( !strcmp(word, "unwatch") )
        done(xs_unwatch(watches, path, strtok(NULL, " ")));
    else
        printf("?");
}

int main(int count, char **words)
{
    static char line[16384];
    unsigned int number;

    if ( count != 2 )
        return 2;
    setenv("XENSTORED_PATH", words[1], 1);
    xs = xs_open(0);
    watches = xs_open(0);
    if ( !xs || !watches || !xs_watch(watches, SENTINEL, "sentinel") )
        return 3;
    /* The event that each watch begins with. */
    free(xs_read_watch(watches, &number));
    while ( fgets(line, sizeof(line), stdin) )
    {
        line[strcspn(line, "\n")] = 0;
        request(strtok(line, " "));
        events();
        printf("\n");
        fflush(stdout);
    }
    return 0;
}
