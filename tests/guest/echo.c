/* UDP echo on port 7 for the probe. Into the second eight bytes of each answer it writes how many packets have come so far, so that the
 * probe can tell what was lost on the way here from what was lost on the way back. */
#include <endian.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(7)};
  int udp = socket(AF_INET, SOCK_DGRAM, 0);
  if (udp < 0 || bind(udp, (struct sockaddr *)&here, sizeof here) < 0) {
    perror("echo");
    return 1;
  }
  for (uint64_t count = 1;; count++) {
    unsigned char packet[2048];
    struct sockaddr_storage sender;
    socklen_t length = sizeof sender;
    ssize_t bytes = recvfrom(udp, packet, sizeof packet, 0, (struct sockaddr *)&sender, &length);
    if (bytes < 16) {
      count--;
      continue;
    }
    uint64_t number = htobe64(count);
    memcpy(packet + 8, &number, sizeof number);
    sendto(udp, packet, bytes, 0, (struct sockaddr *)&sender, length);
  }
}
