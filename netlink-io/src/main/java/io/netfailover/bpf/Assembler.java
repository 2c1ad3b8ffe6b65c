package io.netfailover.bpf;

import static io.netfailover.bpf.Register.R0;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes BPF instructions ({@code struct bpf_insn} of linux/bpf.h) with labels for jumps. Arithmetic is on 64 bits. Methods are named
 * after what they do, destination first, and return the assembler.
 */
public final class Assembler {
    // linux/bpf_common.h and linux/bpf.h: class | operation | source
    private static final int LD_IMM64 = 0x18;
    private static final int LDX = 0x61;
    private static final int ST = 0x62;
    private static final int STX = 0x63;
    private static final int ALU64 = 0x07;
    private static final int JMP = 0x05;
    private static final int FROM_REGISTER = 0x08;
    private static final int ADD = 0x00;
    private static final int AND = 0x50;
    private static final int LSH = 0x60;
    private static final int XOR = 0xa0;
    private static final int MOV = 0xb0;
    private static final int JA = 0x00;
    private static final int JEQ = 0x10;
    private static final int JGT = 0x20;
    private static final int JSET = 0x40;
    private static final int JNE = 0x50;
    private static final int CALL = 0x80;
    private static final int EXIT = 0x90;

    /** BPF_PSEUDO_MAP_FD and BPF_PSEUDO_MAP_VALUE. */
    private static final int MAP_FD = 1;

    private static final int MAP_VALUE = 2;

    /** BPF_PSEUDO_KFUNC_CALL: the function is one of the kernel's, by its BTF id. */
    private static final int KERNEL_CALL = 2;

    private record Instruction(int code, int destination, int source, int offset, int immediate, String target) {
        static Instruction plain(int code, int destination, int source, int offset, int immediate) {
            return new Instruction(code, destination, source, offset, immediate, "");
        }
    }

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /** The next instruction is where jumps to {@code name} go. */
    public Assembler label(String name) {
        if (labels.put(name, instructions.size()) != null) {
            throw new IllegalArgumentException("label " + name + " is there twice");
        }
        return this;
    }

    public Assembler move(Register to, Register from) {
        return emit(ALU64 | MOV | FROM_REGISTER, to, from, 0, 0);
    }

    public Assembler move(Register to, int value) {
        return alu(MOV, to, value);
    }

    public Assembler add(Register to, int value) {
        return alu(ADD, to, value);
    }

    public Assembler add(Register to, Register from) {
        return emit(ALU64 | ADD | FROM_REGISTER, to, from, 0, 0);
    }

    public Assembler and(Register to, Register from) {
        return emit(ALU64 | AND | FROM_REGISTER, to, from, 0, 0);
    }

    public Assembler and(Register to, int value) {
        return alu(AND, to, value);
    }

    public Assembler xor(Register to, int value) {
        return alu(XOR, to, value);
    }

    public Assembler shiftLeft(Register to, int bits) {
        return alu(LSH, to, bits);
    }

    /** {@code to = *(base + offset)}, zero-extended. */
    public Assembler load(Width width, Register to, Register base, int offset) {
        return emit(LDX | width.bits(), to, base, offset, 0);
    }

    /** {@code *(base + offset) = from}. */
    public Assembler store(Width width, Register base, int offset, Register from) {
        return emit(STX | width.bits(), base, from, offset, 0);
    }

    /** {@code *(base + offset) = value}. */
    public Assembler store(Width width, Register base, int offset, int value) {
        return emit(ST | width.bits(), base, R0, offset, value);
    }

    public Assembler jump(String label) {
        return jump(JA, R0, 0, label);
    }

    public Assembler jumpIfEqual(Register left, int right, String label) {
        return jump(JEQ, left, right, label);
    }

    public Assembler jumpIfNotEqual(Register left, int right, String label) {
        return jump(JNE, left, right, label);
    }

    public Assembler jumpIfNotEqual(Register left, Register right, String label) {
        return append(new Instruction(JMP | JNE | FROM_REGISTER, left.number(), right.number(), 0, 0, label));
    }

    /** Unsigned. */
    public Assembler jumpIfGreater(Register left, int right, String label) {
        return jump(JGT, left, right, label);
    }

    public Assembler jumpIfAnyBit(Register left, int mask, String label) {
        return jump(JSET, left, mask, label);
    }

    /** Result in R0; R1 to R5 are spoiled. */
    public Assembler call(KernelFunction function) {
        return emit(JMP | CALL, R0, R0, 0, function.number());
    }

    /**
     * Calls a kfunc; result in R0, R1 to R5 are spoiled.
     *
     * @param id of {@link Btf#idOf}
     */
    public Assembler callKernel(int id) {
        return append(Instruction.plain(JMP | CALL, R0.number(), KERNEL_CALL, 0, id));
    }

    public Assembler exit() {
        return emit(JMP | EXIT, R0, R0, 0, 0);
    }

    /** {@code to} becomes the map, for calls that take one. */
    public Assembler loadMap(Register to, BpfMap map) {
        return wide(to, MAP_FD, map.fd(), 0);
    }

    /** {@code to} becomes the address of a {@link BpfMap#sharedValue}. */
    public Assembler loadValueAddress(Register to, BpfMap map, int offset) {
        return wide(to, MAP_VALUE, map.fd(), offset);
    }

    private Assembler wide(Register to, int source, int low, int high) {
        append(Instruction.plain(LD_IMM64, to.number(), source, 0, low));
        return append(Instruction.plain(0, 0, 0, 0, high));
    }

    private Assembler alu(int operation, Register to, int value) {
        return emit(ALU64 | operation, to, R0, 0, value);
    }

    private Assembler jump(int operation, Register left, int right, String label) {
        return append(new Instruction(JMP | operation, left.number(), 0, 0, right, label));
    }

    private Assembler emit(int code, Register to, Register from, int offset, int immediate) {
        return append(Instruction.plain(code, to.number(), from.number(), offset, immediate));
    }

    private Assembler append(Instruction instruction) {
        instructions.add(instruction);
        return this;
    }

    /** How many there are; a load of 64 bits counts as two. */
    public int length() {
        return instructions.size();
    }

    /**
     * The program in this machine's byte order.
     *
     * @throws IllegalStateException when a jump has no label to go to
     */
    public byte[] assemble() {
        boolean littleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        ByteBuffer code = ByteBuffer.allocate(instructions.size() * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int at = 0; at < instructions.size(); at++) {
            Instruction i = instructions.get(at);
            int registers = littleEndian ? i.source() << 4 | i.destination() : i.destination() << 4 | i.source();
            code.put((byte) i.code())
                    .put((byte) registers)
                    .putShort((short) (i.target().isEmpty() ? i.offset() : distance(at, i.target())))
                    .putInt(i.immediate());
        }
        return code.array();
    }

    private int distance(int from, String label) {
        Integer to = labels.get(label);
        if (to == null) {
            throw new IllegalStateException("no label " + label);
        }
        return to - from - 1;
    }
}
