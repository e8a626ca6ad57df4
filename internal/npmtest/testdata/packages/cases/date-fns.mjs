import { addMonths, differenceInCalendarDays, format, formatDistance, parseISO, startOfWeek } from 'date-fns';
import { de } from 'date-fns/locale';
export default () => {
  const d = new Date(2024, 0, 31, 13, 5, 9);
  return [format(d, "yyyy-MM-dd'T'HH:mm:ss EEEE do LLLL"), format(addMonths(d, 1), 'PPPP', { locale: de }), differenceInCalendarDays(new Date(2024, 2, 1), d), formatDistance(d, new Date(2024, 5, 1)), format(startOfWeek(d), 'P'), parseISO('2024-02-30').toString()];
};
