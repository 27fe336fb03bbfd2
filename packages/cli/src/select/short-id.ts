/** The part of a sweep's id that can be said aloud: `brave-otter`. */
export const shortId = (id: string): string => id.replace(/^\d{8}-\d{4}-/, '');
