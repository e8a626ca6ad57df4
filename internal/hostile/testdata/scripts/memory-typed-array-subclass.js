// verdict: contained
class U extends Uint8Array {} new U(2 ** 34);
