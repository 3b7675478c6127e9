export interface TestUser {
  id: number;
  username: string;
  /** As the client shows it. */
  name: string;
  password: string;
}
