package dev.quarterdeck.controller.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** When a CronJob is due. Immutable. */
sealed interface Schedule {
    /** The first time after {@code after}; empty where there is none within five years. */
    Optional<Instant> next(Instant after);

    /** The last time after {@code after} and not after {@code until}. */
    Optional<Instant> last(Instant after, Instant until);

    /** Always as long after the time before; whole seconds. */
    record Every(Duration period) implements Schedule {
        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(after.plus(period));
        }

        @Override
        public Optional<Instant> last(Instant after, Instant until) {
            long times = Math.max(0, Duration.between(after, until).dividedBy(period));
            return times == 0 ? Optional.empty() : Optional.of(after.plus(period.multipliedBy(times)));
        }
    }

    /**
     * Minutes of the wall clock of a zone. A time that the clock leaps over is left out, and one that it shows twice comes twice. Where both the day of the month
     * and the day of the week are limited, either will do.
     *
     * @param either whether both kinds of days are limited
     */
    record Fields(
            BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays, boolean either, ZoneId zone)
            implements Schedule {
        private static final int LONGEST_DAYS = 5 * 366;

        @Override
        public Optional<Instant> next(Instant after) {
            LocalDate first = LocalDate.ofInstant(after, zone);
            for (int i = 0; i <= LONGEST_DAYS; i++) {
                LocalDate date = first.plusDays(i);
                Instant time = matches(date) ? times(date).higher(after) : null;
                if (time != null) {
                    return Optional.of(time);
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<Instant> last(Instant after, Instant until) {
            LocalDate last = LocalDate.ofInstant(until, zone);
            LocalDate first = LocalDate.ofInstant(after, zone);
            for (LocalDate date = last;
                    !date.isBefore(first) && date.isAfter(last.minusDays(LONGEST_DAYS));
                    date = date.minusDays(1)) {
                Instant time = matches(date) ? times(date).floor(until) : null;
                if (time != null) {
                    return time.isAfter(after) ? Optional.of(time) : Optional.empty();
                }
            }
            return Optional.empty();
        }

        private boolean matches(LocalDate date) {
            boolean day = days.get(date.getDayOfMonth());
            boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
            return months.get(date.getMonthValue()) && (either ? day || weekday : day && weekday);
        }

        private NavigableSet<Instant> times(LocalDate date) {
            NavigableSet<Instant> times = new TreeSet<>();
            hours.stream().forEach(hour -> minutes.stream().forEach(minute -> {
                LocalDateTime local = date.atTime(hour, minute);
                zone.getRules().getValidOffsets(local).forEach(offset -> times.add(local.toInstant(offset)));
            }));
            return times;
        }
    }
}
