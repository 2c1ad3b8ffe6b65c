package io.netfailover.types;

/**
 * A virtual function, by its PF.
 *
 * @param pf the PF's link name
 * @param index 0 to the number of VFs - 1
 * @param pci where the VF itself is
 */
public record VfRef(String pf, int index, PciAddress pci) {
    public VfRef {
        if (index < 0) {
            throw new IllegalArgumentException("VFs are counted from 0, not " + index);
        }
    }

    @Override
    public String toString() {
        return pf + " vf " + index + " (" + pci + ")";
    }
}
