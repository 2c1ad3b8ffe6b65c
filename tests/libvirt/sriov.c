/*
 * Stands for the driver of the card of tests/libvirt/sriov: what libvirt 9.0 sets on a VF through its PF is written to a file instead of
 * being sent by netlink. Loaded before libvirtd (LD_PRELOAD); names and types of src/util/virnetdev.h and virprocess.h.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static void note(const char *what, const char *pf, int vf, const unsigned char *mac)
{
    const char *path = getenv("NETFAILOVER_VF_LOG");
    FILE *file = path ? fopen(path, "a") : NULL;

    if (!file)
        return;
    fprintf(file, "%s %s vf %d", what, pf, vf);
    if (mac)
        fprintf(file, " mac %02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    fputc('\n', file);
    fclose(file);
}

int virNetDevSaveNetConfig(const char *pf, int vf, const char *state_dir, bool save_vlan)
{
    (void)state_dir, (void)save_vlan;
    note("save", pf, vf, NULL);
    return 0;
}

int virNetDevReadNetConfig(const char *pf, int vf, const char *state_dir, void **admin_mac, void **vlan, void **mac)
{
    (void)state_dir;
    *admin_mac = calloc(1, 6);
    *vlan = NULL;
    *mac = calloc(1, 6);
    note("read", pf, vf, NULL);
    return 0;
}

int virNetDevSetNetConfig(const char *pf, int vf, const unsigned char *admin_mac, const void *vlan, const unsigned char *mac, bool set_vlan)
{
    (void)vlan, (void)mac, (void)set_vlan;
    note("set", pf, vf, admin_mac);
    return 0;
}

/* Nothing is pinned for a VF that is emulated, and the limit needs a capability that a container may lack. */
int virProcessSetMaxMemLock(int pid, unsigned long long bytes)
{
    (void)pid, (void)bytes;
    return 0;
}
