package dev.quarterdeck.kube.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount with the notation it is written in. Equal amounts have one canonical text per notation: the largest suffix that leaves no fraction,
 * {@code 1024Mi} is {@code 1Gi} and {@code 0.5} is {@code 500m}. Amounts finer than 10⁻⁹ are rounded away from zero. Immutable.
 */
public final class Quantity implements Comparable<Quantity> {
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Notation.DECIMAL_SI);

    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigInteger BINARY_STEP = BigInteger.valueOf(1024);

    /** How an amount is written. */
    public enum Notation {
        DECIMAL_SI,
        BINARY_SI,
        DECIMAL_EXPONENT
    }

    private final BigDecimal amount;
    private final Notation notation;
    /** The text it was parsed from, where that is shown again. */
    private final @Nullable String written;

    private Quantity(BigDecimal amount, Notation notation) {
        this(amount, notation, null);
    }

    private Quantity(BigDecimal amount, Notation notation, @Nullable String written) {
        this.amount = amount;
        this.notation = notation;
        this.written = written;
    }

    public static Quantity of(BigDecimal amount, Notation notation) {
        return new Quantity(amount, notation);
    }

    public static Quantity of(long amount) {
        return new Quantity(BigDecimal.valueOf(amount), Notation.DECIMAL_SI);
    }

    public static Quantity ofMilli(long thousandths) {
        return new Quantity(BigDecimal.valueOf(thousandths, 3), Notation.DECIMAL_SI);
    }

    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), Notation.BINARY_SI);
    }

    /** Throws {@link QuantityFormatException} with the reference's words where {@code text} is no quantity. */
    public static Quantity parse(String text) {
        QuantityText parts = QuantityText.split(text);
        BigDecimal amount = parts.number();
        Notation notation = parts.suffix().notation();
        String written = parts.kept() ? text : null;
        amount = notation == Notation.BINARY_SI
                ? amount.multiply(
                        new BigDecimal(BigInteger.ONE.shiftLeft(parts.suffix().exponent())))
                : amount.scaleByPowerOfTen(parts.suffix().exponent());
        if (amount.scale() > 9) {
            amount = amount.setScale(9, RoundingMode.UP);
        }
        if (notation == Notation.BINARY_SI) {
            BigDecimal size = amount.abs();
            if (size.compareTo(MOST) > 0) {
                amount = amount.signum() < 0 ? MOST.negate() : MOST;
            } else if (size.signum() > 0 && size.compareTo(BigDecimal.ONE) < 0) {
                notation = Notation.DECIMAL_SI;
            }
        }
        return new Quantity(amount, notation, written);
    }

    public static boolean isValid(String text) {
        try {
            QuantityText.split(text);
            return true;
        } catch (QuantityFormatException e) {
            return false;
        }
    }

    /**
     * Whether {@code text} is surely in canonical form: a few digits, with no suffix, {@code m}, {@code Mi} or {@code Gi}. The answer to most quantities,
     * without any arithmetic; false says nothing.
     */
    public static boolean isPlain(String text) {
        int end = text.length();
        if (text.endsWith("Mi") || text.endsWith("Gi")) {
            end -= 2;
        } else if (text.endsWith("m")) {
            end -= 1;
        }
        if (end < 1 || end > 3 || text.charAt(0) == '0' && text.length() > 1) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    public BigDecimal amount() {
        return amount;
    }

    public Notation notation() {
        return notation;
    }

    public int signum() {
        return amount.signum();
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    /** Whole units, rounded away from zero and held within a long. */
    public long value() {
        return clamp(amount.setScale(0, RoundingMode.UP));
    }

    /** Thousandths, rounded away from zero and held within a long. */
    public long milliValue() {
        return clamp(amount.movePointRight(3).setScale(0, RoundingMode.UP));
    }

    private static long clamp(BigDecimal whole) {
        if (whole.abs().compareTo(MOST) > 0) {
            return whole.signum() < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
        }
        return whole.longValue();
    }

    /** Whether there is no fraction. */
    public boolean isWhole() {
        return amount.signum() == 0 || amount.stripTrailingZeros().scale() <= 0;
    }

    /** The sum in this notation, or in the other's where this is zero. */
    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), isZero() ? other.notation : notation);
    }

    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), isZero() ? other.notation : notation);
    }

    public Quantity times(long factor) {
        return new Quantity(amount.multiply(BigDecimal.valueOf(factor)), notation);
    }

    public Quantity negated() {
        return new Quantity(amount.negate(), notation);
    }

    /** Rounded away from zero to thousandths, as amounts in resource lists are. */
    public Quantity roundedToMilli() {
        return amount.scale() > 3 ? new Quantity(amount.setScale(3, RoundingMode.UP), notation) : this;
    }

    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /** Equal amounts are equal, however they are written. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity q && amount.compareTo(q.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.signum() == 0 ? 0 : amount.stripTrailingZeros().hashCode();
    }

    /** The canonical text, or the one it was parsed from where the reference shows that again ({@code 1.001}, {@code 1E6}). */
    @Override
    public String toString() {
        if (written != null) {
            return written;
        }
        if (isZero()) {
            return "0";
        }
        if (notation == Notation.BINARY_SI && isWhole() && amount.abs().compareTo(KIBI) >= 0) {
            return binary();
        }
        return decimal(notation == Notation.DECIMAL_EXPONENT);
    }

    private String binary() {
        BigInteger mantissa = amount.toBigIntegerExact();
        int steps = 0;
        while (steps < 6) {
            BigInteger[] parts = mantissa.divideAndRemainder(BINARY_STEP);
            if (parts[1].signum() != 0) {
                break;
            }
            mantissa = parts[0];
            steps++;
        }
        return mantissa + Suffix.binary(steps);
    }

    private String decimal(boolean exponent) {
        BigDecimal plain = amount.stripTrailingZeros();
        int power = Math.floorDiv(-plain.scale(), 3) * 3;
        if (!exponent) {
            power = Math.clamp(power, -9, 18);
        }
        BigInteger mantissa = plain.scaleByPowerOfTen(-power).toBigIntegerExact();
        if (power == 0) {
            return mantissa.toString();
        }
        return mantissa + (exponent ? "e" + power : Suffix.decimal(power));
    }
}
