/* The guest's end of scenarios: frames of an ethertype for experiments (IEEE 802, 0x88b5) with a tag as text, and the API of netfailover.
 *   frames hear            a line "IFINDEX TAG" for each frame that comes up to where protocols listen
 *   frames send LINK TAG   one frame to the station outside
 *   frames api SOCKET METHOD PATH [BODY]   the answer's body; fails unless the status is 2xx
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define EXPERIMENT 0x88b5

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void hear(void) {
  int packets = socket(AF_PACKET, SOCK_DGRAM, htons(EXPERIMENT));
  if (packets < 0) {
    fail("hear");
  }
  while (1) {
    char tag[1501];
    struct sockaddr_ll from;
    socklen_t length = sizeof from;
    ssize_t bytes = recvfrom(packets, tag, sizeof tag - 1, 0, (struct sockaddr *)&from, &length);
    if (bytes > 0 && from.sll_pkttype != PACKET_OUTGOING) {
      tag[bytes] = 0; /* short frames are padded with zeros, which end the text */
      char line[1600];
      int size = snprintf(line, sizeof line, "%d %s\n", from.sll_ifindex, tag);
      if (write(1, line, size) != size) {
        fail("write");
      }
    }
  }
}

static void send_frame(const char *link, const char *tag) {
  int packets = socket(AF_PACKET, SOCK_DGRAM, htons(EXPERIMENT));
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(EXPERIMENT), .sll_halen = ETH_ALEN};
  memcpy(to.sll_addr, "\x02\x00\x00\x00\x00\x01", ETH_ALEN);
  to.sll_ifindex = if_nametoindex(link);
  char payload[60] = {0};
  strncpy(payload, tag, sizeof payload - 1);
  if (to.sll_ifindex == 0 || sendto(packets, payload, sizeof payload, 0, (struct sockaddr *)&to, sizeof to) < 0) {
    fail(link);
  }
}

static void api(const char *path, const char *method, const char *target, const char *body) {
  struct sockaddr_un daemon = {.sun_family = AF_UNIX};
  strncpy(daemon.sun_path, path, sizeof daemon.sun_path - 1);
  int stream = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(stream, (struct sockaddr *)&daemon, sizeof daemon) < 0) {
    fail(path);
  }
  dprintf(stream, "%s %s HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", method, target,
          strlen(body), body);
  FILE *answer = fdopen(stream, "r");
  char line[4096];
  int status = 0;
  if (fgets(line, sizeof line, answer) == NULL || sscanf(line, "HTTP/%*s %d", &status) != 1) {
    fail("answer");
  }
  while (fgets(line, sizeof line, answer) != NULL && strcmp(line, "\r\n") != 0) {
  }
  for (size_t bytes; (bytes = fread(line, 1, sizeof line, answer)) > 0;) {
    fwrite(line, 1, bytes, stdout);
  }
  exit(status / 100 == 2 ? 0 : 1);
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "hear") == 0) {
    hear();
  } else if (count == 4 && strcmp(arguments[1], "send") == 0) {
    send_frame(arguments[2], arguments[3]);
  } else if (count >= 5 && strcmp(arguments[1], "api") == 0) {
    api(arguments[2], arguments[3], arguments[4], count > 5 ? arguments[5] : "");
  } else {
    fprintf(stderr, "frames hear | send LINK TAG | api SOCKET METHOD PATH [BODY]\n");
    return 2;
  }
  return 0;
}
