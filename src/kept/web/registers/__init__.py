"""The lists that the house keeps: cards, badges, skills, answers, agencies, leaflets, panic buttons …"""
