#!/usr/bin/env python3
"""Judges bundles with the second reader, one question a line: a test tool, so that thousands take one process.

A question is a JSON object with the arguments of `sigillum_reader.verify`; the answer is one with `verdict` and
`codes`. What the reader cannot read has the verdict `refused`. A signature that was judged before is not judged again.
"""
import functools
import json
import sys

import sigillum_reader as reader


def answer(question):
    try:
        report = reader.verify(**question)
    except Exception as problem:  # a hostile bundle must not end the tool
        return {"verdict": "refused", "codes": [type(problem).__name__]}
    return {"verdict": report.verdict(), "codes": sorted({finding["code"] for finding in report.findings})}


def main():
    reader.verify_pure = functools.lru_cache(maxsize=1 << 16)(reader.verify_pure)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
