#!/bin/sh
# Counts lines: the floor of what reading the file costs. It answers nothing else.
exec wc -l "$1"
