/*
 * Both ends of a ring, with the macros of io/ring.h, in a file that another process maps too.
 *
 * ends mirror FILE SIZE          performs steps from stdin; prints a result and a checksum for each
 * ends front FILE SIZE COUNT     sends COUNT requests and checks the responses
 * ends back FILE SIZE COUNT      answers COUNT requests
 *
 * For `front` and `back`, a byte on stdin or stdout is a notification.
 */

#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define xen_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define xen_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define xen_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#include "../../../headers/io/ring.h"

struct probe_request {
    uint32_t id;
    uint32_t payload[2];
};

struct probe_response {
    uint32_t id;
    uint32_t result;
};

DEFINE_RING_TYPES(probe, struct probe_request, struct probe_response);

/* Reads a shared index from memory in each use; the macros leave that to the compiler. */
#define SHARED(word) (*(volatile RING_IDX *)&(word))

static probe_front_ring_t front;
static probe_back_ring_t back;

static void die(const char *why)
{
    fprintf(stderr, "ends: %s\n", why);
    exit(3);
}

static void put(const void *bytes, size_t count)
{
    if (write(1, bytes, count) != (ssize_t)count)
        die("standard output is closed");
}

static int get(void *bytes, size_t count)
{
    size_t at = 0;

    while (at < count) {
        ssize_t got = read(0, (char *)bytes + at, count - at);

        if (got <= 0)
            return 0;
        at += (size_t)got;
    }
    return 1;
}

static void notify(void)
{
    put("!", 1);
}

static void wait_for_notification(void)
{
    char byte;

    if (!get(&byte, 1))
        die("the other end closed its pipe");
}

/* The payload of request `number`, or the result of a payload; Rust computes the same. */
static uint32_t mix(uint32_t number)
{
    return number * 2654435761u + 12345u;
}

static uint32_t step(uint8_t what, uint32_t value, probe_sring_t *shared, size_t size)
{
    int result = 0;
    RING_IDX index;

    switch (what) {
    case 0:
        FRONT_RING_ATTACH(&front, shared, value, size);
        return RING_SIZE(&front);
    case 1:
        BACK_RING_ATTACH(&back, shared, value, size);
        return RING_SIZE(&back);
    case 2:
        XEN_FRONT_RING_INIT(&front, shared, size);
        return RING_SIZE(&front);
    case 3:
        if (RING_FULL(&front))
            return ~0u;
        index = front.req_prod_pvt++;
        RING_GET_REQUEST(&front, index)->id = value;
        RING_GET_REQUEST(&front, index)->payload[0] = mix(value);
        RING_GET_REQUEST(&front, index)->payload[1] = ~value;
        return RING_FREE_REQUESTS(&front);
    case 4:
        RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&front, result);
        return (uint32_t)result;
    case 5:
        return XEN_RING_NR_UNCONSUMED_RESPONSES(&front);
    case 6: {
        struct probe_response response;

        if (!RING_HAS_UNCONSUMED_RESPONSES(&front))
            return ~0u;
        RING_COPY_RESPONSE(&front, front.rsp_cons, &response);
        front.rsp_cons++;
        return response.id ^ response.result;
    }
    case 7:
        RING_FINAL_CHECK_FOR_RESPONSES(&front, result);
        return result != 0;
    case 8: {
        struct probe_response *response;

        if (back.req_cons == back.rsp_prod_pvt)
            return ~0u;
        response = RING_GET_RESPONSE(&back, back.rsp_prod_pvt);
        response->id = value;
        response->result = mix(value);
        back.rsp_prod_pvt++;
        return 0;
    }
    case 9:
        RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&back, result);
        return (uint32_t)result;
    case 10:
        return XEN_RING_NR_UNCONSUMED_REQUESTS(&back);
    case 11: {
        struct probe_request request;

        if (!RING_HAS_UNCONSUMED_REQUESTS(&back))
            return ~0u;
        RING_COPY_REQUEST(&back, back.req_cons, &request);
        back.req_cons++;
        return request.id ^ request.payload[0] ^ request.payload[1];
    }
    case 12:
        RING_FINAL_CHECK_FOR_REQUESTS(&back, result);
        return result != 0;
    case 13:
        shared->req_prod = value;
        return 0;
    case 14:
        shared->rsp_prod = value;
        return 0;
    case 15:
        shared->req_event = value;
        return 0;
    case 16:
        shared->rsp_event = value;
        return 0;
    case 17:
        return RING_REQUEST_PROD_OVERFLOW(&back, shared->req_prod) != 0;
    case 18:
        return RING_RESPONSE_PROD_OVERFLOW(&front, shared->rsp_prod) != 0;
    default:
        die("an unknown step");
        return 0;
    }
}

static void mirror(probe_sring_t *shared, size_t size)
{
    uint8_t what;
    uint32_t value;

    while (get(&what, 1) && get(&value, sizeof(value))) {
        uint32_t answer[2] = { step(what, value, shared, size), 2166136261u };
        size_t at;

        for (at = 0; at < size; at++)
            answer[1] = (answer[1] ^ ((const uint8_t *)shared)[at]) * 16777619u;
        put(answer, sizeof(answer));
    }
}

static void run_front(probe_sring_t *shared, size_t size, uint32_t count)
{
    uint32_t sent = 0, received = 0, random = 1;

    XEN_FRONT_RING_INIT(&front, shared, size);
    notify(); /* the ring is ready */
    while (received < count) {
        uint32_t burst = (random = mix(random)) >> 29;
        int wanted, more;

        for (; burst > 0 && sent < count && !RING_FULL(&front); burst--)
            step(3, sent++, shared, size);
        RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&front, wanted);
        if (wanted)
            notify();
        do {
            RING_IDX produced = SHARED(shared->rsp_prod);

            xen_rmb();
            while (front.rsp_cons != produced) {
                struct probe_response response;

                RING_COPY_RESPONSE(&front, front.rsp_cons, &response);
                front.rsp_cons++;
                if (response.id != received || response.result != mix(mix(received)))
                    die("a wrong response");
                received++;
            }
            more = 1;
            if (sent == count || RING_FULL(&front))
                RING_FINAL_CHECK_FOR_RESPONSES(&front, more);
            if (!more && received < count) {
                wait_for_notification();
                more = 1;
            }
        } while (more && received < count && (sent == count || RING_FULL(&front)));
    }
}

static void run_back(probe_sring_t *shared, size_t size, uint32_t count)
{
    uint32_t answered = 0;

    wait_for_notification(); /* the ring is ready */
    BACK_RING_INIT(&back, shared, size);
    while (answered < count) {
        RING_IDX produced = SHARED(shared->req_prod);
        int wanted, more;

        if (RING_REQUEST_PROD_OVERFLOW(&back, produced))
            die("more requests than entries");
        xen_rmb();
        while (back.req_cons != produced) {
            struct probe_request request;
            struct probe_response *response;

            RING_COPY_REQUEST(&back, back.req_cons, &request);
            back.req_cons++;
            if (request.id != answered || request.payload[0] != mix(request.id) ||
                request.payload[1] != ~request.id)
                die("a wrong request");
            response = RING_GET_RESPONSE(&back, back.rsp_prod_pvt);
            response->id = request.id;
            response->result = mix(request.payload[0]);
            back.rsp_prod_pvt++;
            answered++;
        }
        RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&back, wanted);
        if (wanted)
            notify();
        if (answered == count)
            break;
        RING_FINAL_CHECK_FOR_REQUESTS(&back, more);
        if (!more)
            wait_for_notification();
    }
}

int main(int count, char **arguments)
{
    size_t size;
    int file;
    void *memory;
    uint32_t messages;

    if (count < 4)
        die("too few arguments");
    size = strtoul(arguments[3], NULL, 10);
    messages = count > 4 ? (uint32_t)strtoul(arguments[4], NULL, 10) : 0;
    file = open(arguments[2], O_RDWR);
    memory = file < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        die("the memory cannot be mapped");
    if (strcmp(arguments[1], "mirror") == 0)
        mirror(memory, size);
    else if (strcmp(arguments[1], "front") == 0)
        run_front(memory, size, messages);
    else if (strcmp(arguments[1], "back") == 0)
        run_back(memory, size, messages);
    else
        die("an unknown command");
    return 0;
}
