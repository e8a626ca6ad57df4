/** Whether two types are the same: the argument must say. */
export function equal<A, B>(same: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false): void {
  void same;
}
