/** What did not work, in words for the person. */
export class Failure extends Error {}
