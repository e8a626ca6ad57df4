// verdict: overrun
({ ...new Uint8Array(6e7) });
