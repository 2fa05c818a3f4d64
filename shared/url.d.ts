/** The part of the URL standard that shared code uses: every host has it, and shared code is compiled with the types of none. */

declare class URLSearchParams {
  constructor(query: string);
  get(name: string): string | null;
}

declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string): boolean;
  readonly href: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly hash: string;
  readonly searchParams: URLSearchParams;
}
